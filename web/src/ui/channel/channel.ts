/** The channels as people see them: a name and an icon each. */
import type { Path } from "../icon/paths";
import { t } from "@/language/t";

interface Look {
  name: string;
  icon: Path;
}

const LOOKS: Readonly<Record<string, Look>> = {
  email: {
    name: t("E-mail"),
    icon: "M4 6.500h16v11H4zM4 7.500l8 6 8-6",
  },
  sms: {
    name: "SMS",
    icon: "M4 5h16v11h-8l-4.500 3.500V16H4zM8 9.500h8M8 12.500h5",
  },
  whatsapp: {
    name: "WhatsApp",
    icon: "M4.500 19.500 6 15.500a7.500 7.500 0 1 1 3 2.900zM9.500 9.500c0 3 2 5 5 5",
  },
  push: {
    name: t("Push"),
    icon: "M6.500 16V11a5.500 5.500 0 0 1 11 0v5l1.500 2H5zM10 20.500h4",
  },
  in_app: {
    name: t("In-app"),
    icon: "M4 5h16v14H4zM4 9h16M14 15h3",
  },
  webhook: {
    name: t("Webhook"),
    icon: "M8 8 4.500 12 8 16M16 8l3.500 4L16 16M13.500 6l-3 12",
  },
};
const LETTER: Path = "M4 6.500h16v11H4zM4 7.500l8 6 8-6";

/** "in_app" as "In-app"; a channel that the studio does not know keeps its own name. */
export const channelName = (channel: string): string => LOOKS[channel]?.name ?? channel;

/** The icon of a channel; a letter for one that the studio does not know. */
export const channelIcon = (channel: string): Path => LOOKS[channel]?.icon ?? LETTER;
