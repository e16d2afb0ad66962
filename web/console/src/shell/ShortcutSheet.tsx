/** Every shortcut on one sheet; it is closed by Escape and changes nothing. */
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { KEYMAP } from "../keys/keymap.ts";
import { useSay } from "../say/useSay.ts";

export function ShortcutSheet({
  open,
  onOpen,
}: {
  open: boolean;
  onOpen: (open: boolean) => void;
}) {
  const say = useSay();
  return (
    <ModalOverlay isOpen={open} onOpenChange={onOpen} isDismissable className="veil">
      <Modal className="sheet-modal">
        <Dialog className="keys-sheet">
          <Heading slot="title">{say.t("console.keys.title")}</Heading>
          <p className="mute small">{say.t("console.keys.note")}</p>
          <dl>
            {KEYMAP.map(({ action, cap }) => (
              <div key={action}>
                <dt>
                  <span className="key" lang="en">
                    {cap}
                  </span>
                </dt>
                <dd>{say.t(`console.keys.${action}`)}</dd>
              </div>
            ))}
            <div>
              <dt>
                <span className="key" lang="en">
                  Esc
                </span>
              </dt>
              <dd>{say.t("console.keys.escape")}</dd>
            </div>
          </dl>
          <Button slot="close" className="btn">
            {say.t("console.keys.close")}
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
