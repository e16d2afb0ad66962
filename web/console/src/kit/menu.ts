/** What the kit says of a menu button, in Bangla. */
import { t } from "@helpline/shared/i18n";

export default {
  get longPressMessage() {
    return t("console.kit.long_press");
  },
};
