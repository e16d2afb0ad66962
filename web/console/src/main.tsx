/** Starts the console in the page; it decides nothing. */
import "@helpline/shared/tokens.css";
import "@helpline/shared/base.css";
import "./styles/app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { createRoot } from "react-dom/client";
import { router } from "./router.tsx";
import { startPreferences, usePrefs } from "./say/prefs.ts";
import { useSay } from "./say/useSay.ts";
import { queries } from "./session/session.ts";
import { keepFocus } from "./shell/keepFocus.ts";

function App() {
  const lang = usePrefs((prefs) => prefs.lang);
  const say = useSay();
  useEffect(() => {
    document.title = `${say.n("1098")} · ${say.t("common.helpline")}`;
  }, [say]);
  return (
    <I18nProvider locale={lang === "bn" ? "bn-BD" : "en-GB"}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  );
}

function draw(page: HTMLElement) {
  keepFocus(page);
  createRoot(page).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

const page = document.getElementById("root");
if (!page) throw new Error("the page has no root");
void startPreferences().then(() => draw(page));
