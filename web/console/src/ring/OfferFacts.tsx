/** What is known about an offered call, each guess with its basis; it asks for nothing more. */
import type { Offer } from "@helpline/shared/types";
import { useLabels } from "../incident/useCategories.ts";
import { useNow } from "../live/useNow.ts";
import { Confidence } from "../parts/Confidence.tsx";
import { Icon } from "../parts/Icon.tsx";
import { reasonText } from "../say/reason.ts";
import { useSay } from "../say/useSay.ts";

export function OfferFacts({ offer }: { offer: Offer }) {
  const say = useSay();
  return (
    <>
      <Part title={say.t("console.ring.number_and_history")}>
        <NumberAndHistory offer={offer} />
      </Part>
      <Part title={say.t("console.ring.place_guess")}>
        <PlaceGuess offer={offer} />
      </Part>
      <Part title={say.t("console.ring.language")}>
        <p>{offer.language ? say.word("language", offer.language) : say.t("console.not_known")}</p>
        <Why offer={offer} />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="pop-part">
      <h2>{title}</h2>
      <div>{children}</div>
    </div>
  );
}

function NumberAndHistory({ offer }: { offer: Offer }) {
  const say = useSay();
  const now = useNow();
  const labelOf = useLabels();
  const { day, ever } = offer.times_called;
  const [last] = offer.earlier;
  return (
    <>
      <p className="fact">
        <b className="num pop-big">
          {offer.caller_number ? say.phone(offer.caller_number) : say.t("console.ring.withheld")}
        </b>
        {offer.caller_number && (
          <span className="mute">{say.word("number_kind", offer.number_kind)}</span>
        )}
      </p>
      <p className="fact">
        <Icon name="clock" />
        {ever > 1 ? say.t("console.ring.times", { day, ever }) : say.t("console.ring.first_time")}
      </p>
      {last && (
        <p className="fact">
          <Icon name="user" />
          <span>
            {say.t("console.ring.last")} {say.dayOrClock(last.at, now)}
            {last.categories.length > 0 && ` · ${last.categories.map(labelOf).join(", ")}`}
            {last.counsellor && ` · ${say.words(last.counsellor)}`}
          </span>
        </p>
      )}
    </>
  );
}

function PlaceGuess({ offer: { place_guess: guess } }: { offer: Offer }) {
  const say = useSay();
  if (!guess) return <p className="mute">{say.t("console.ring.no_guess")}</p>;
  return (
    <>
      <p className="fact">
        <b className="pop-big">
          {say.words(guess.place.name)}, {say.words(guess.place.path)}
        </b>
      </p>
      <p className="fact">
        <Confidence value={guess.confidence} />
        <span>{say.word("guess_basis", guess.basis)}</span>
        <span className="mute small end">{say.word("confidence", String(guess.confidence))}</span>
      </p>
    </>
  );
}

/** Why this counsellor: longest idle, language, skill. */
function Why({ offer }: { offer: Offer }) {
  const say = useSay();
  const labelOf = useLabels();
  if (offer.reasons.length === 0) return null;
  const words = offer.reasons.map((reason) => reasonText("why_you", reason, say, labelOf));
  return (
    <p className="mute fact">
      <Icon name="info" />
      <span>
        {say.t("console.ring.why_you")} {words.join("; ")}
      </span>
    </p>
  );
}
