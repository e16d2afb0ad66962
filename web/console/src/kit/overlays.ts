/** What the kit says of something that lies above the page, in Bangla. */
import { t } from "@helpline/shared/i18n";

export default {
  get dismiss() {
    return t("console.kit.dismiss");
  },
};
