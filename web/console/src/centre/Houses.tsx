/** The houses and beds of one's own centre: added, changed, removed; nobody is put into a bed here. */
import type { BedBoardRow, HouseRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useChannel } from "../live/useChannel.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { AddBeds } from "./AddBeds.tsx";
import { BedLine } from "./BedLine.tsx";
import { HouseForm } from "./HouseForm.tsx";
import { addHouse, changeHouse } from "./verbs.ts";

export function Houses() {
  const say = useSay();
  const { ready, rows } = useChannel("field");
  const [board] = rows<BedBoardRow>("beds").values();
  if (!ready || !board) {
    return (
      <main className="plain-page">
        <p className="mute" role="status">
          {say.t("console.centre.opening")}
        </p>
      </main>
    );
  }
  return (
    <main className="paper houses">
      <div className="paper-head">
        <Link to="/centre" className="quiet-link row">
          <Icon name="home" />
          {say.t("console.houses.back")}
        </Link>
        <h1>{say.t("console.houses.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.houses.note")}</p>
      {board.houses.map((house) => (
        <Changed key={house.id} house={house} />
      ))}
      <section aria-label={say.t("console.houses.new")}>
        <h2 className="group">
          <b>{say.t("console.houses.new")}</b>
        </h2>
        <HouseForm
          house={null}
          word={say.t("console.houses.add")}
          onSend={(house, beds) => addHouse(board.id, { ...house, beds })}
        />
      </section>
    </main>
  );
}

function Changed({ house }: { house: HouseRow }) {
  const say = useSay();
  return (
    <section aria-label={say.words(house.name)}>
      <h2 className="group">
        <b>{say.words(house.name)}</b>
        <span className="mute">{say.word("takes", house.takes)}</span>
        <span className="end num">{say.n(house.beds.length)}</span>
      </h2>
      <HouseForm
        house={house}
        word={say.t("console.houses.save")}
        onSend={(changed) => changeHouse(house.id, changed)}
      />
      {house.beds.length === 0 && <p className="mute small">{say.t("console.houses.none")}</p>}
      <ul className="bed-lines">
        {house.beds.map((bed) => (
          <BedLine key={bed.id} bed={bed} />
        ))}
      </ul>
      <AddBeds house={house} />
    </section>
  );
}
