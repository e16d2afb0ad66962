/** What the kit says of a part of a date that is empty, in Bangla. */
import { t } from "@helpline/shared/i18n";

export default {
  get Empty() {
    return t("console.kit.empty");
  },
};
