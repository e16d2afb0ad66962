/** Makes the typed client from the API's own description, `openapi.json` beside this file. */
import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: "./openapi.json",
  output: { path: "./src/api/generated" },
  plugins: [
    "@hey-api/typescript",
    { name: "@hey-api/sdk", responseStyle: "data", auth: false },
    { name: "@hey-api/client-fetch", throwOnError: true },
  ],
});
