/** Somebody of the child's record; who is accused says so beside the name. */
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { useAround } from "./around.ts";

type Props = { name: string; childId: string; value: string; onPick: (id: string) => void };

export function KinPick({ name, childId, value, onPick }: Props) {
  const say = useSay();
  const people = useAround(childId, say);
  return (
    <Labelled name={name} wide>
      <select className="field" value={value} onChange={({ target }) => onPick(target.value)}>
        <option value="">{say.t("console.home.nobody_yet")}</option>
        {people.map((one) => (
          <option key={one.id} value={one.id}>
            {one.accused ? say.t("console.home.accused", { name: one.name }) : one.name}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
