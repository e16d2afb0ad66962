/** What the kit says of a field with suggestions, in Bangla: names for the list, and what a screen reader hears. */
import { digits } from "@helpline/shared/format";
import { t } from "@helpline/shared/i18n";
import { usePrefs } from "../say/prefs.ts";

type Option = { optionText: string; isSelected?: boolean };

export default {
  get buttonLabel() {
    return t("console.kit.show_suggestions");
  },
  get listboxLabel() {
    return t("console.kit.suggestions");
  },
  countAnnouncement: ({ optionCount }: { optionCount: number }) =>
    t("console.kit.count", { n: digits(optionCount, usePrefs.getState().digits) }),
  focusAnnouncement: ({ optionText, isSelected }: Option) =>
    isSelected ? t("console.kit.selected", { option: optionText }) : optionText,
  selectedAnnouncement: ({ optionText }: Option) =>
    t("console.kit.selected", { option: optionText }),
};
