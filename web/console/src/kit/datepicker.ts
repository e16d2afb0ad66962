/** What the kit says of a date or an hour as a whole, in Bangla; the names of the parts are the browser's. */
import { t } from "@helpline/shared/i18n";

export default {
  selectedDateDescription: ({ date }: { date: string }) => t("console.kit.selected_date", { date }),
  selectedTimeDescription: ({ time }: { time: string }) => t("console.kit.selected_time", { time }),
};
