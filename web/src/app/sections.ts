/** The sections of the studio and the pages in each: the navigation, the tabs under a page's title. */
import type { IconName } from "@/ui/icon/Icon";
import { t } from "@/language/t";

export interface SubPage {
  to: string;
  name: string;
}

export interface Section {
  name: string;
  icon: IconName;
  /** The first one is where the navigation leads. */
  pages: readonly SubPage[];
  /** On a phone it stands in the bar itself; the others are behind "More". */
  phone: boolean;
}

export const SECTIONS: readonly Section[] = [
  { name: t("Home"), icon: "home", phone: true, pages: [{ to: "/", name: t("Home") }] },
  {
    name: t("Journeys"),
    icon: "journeys",
    phone: true,
    pages: [
      { to: "/journeys", name: t("Journeys") },
      { to: "/broadcasts", name: t("Broadcasts") },
      { to: "/calendar", name: t("Calendar") },
    ],
  },
  {
    name: t("People"),
    icon: "people",
    phone: true,
    pages: [
      { to: "/people", name: t("People") },
      { to: "/accounts", name: t("Accounts") },
      { to: "/segments", name: t("Segments") },
      { to: "/lists", name: t("Lists") },
      { to: "/imports", name: t("Imports") },
      { to: "/suppressions", name: t("Suppressed") },
    ],
  },
  {
    name: t("Content"),
    icon: "book",
    phone: false,
    pages: [
      { to: "/content", name: t("Library") },
      { to: "/catalogs", name: t("Catalogs") },
      { to: "/offers", name: t("Offers") },
      { to: "/files", name: t("Files") },
    ],
  },
  {
    name: t("Delivery"),
    icon: "messages",
    phone: false,
    pages: [
      { to: "/messages", name: t("Messages") },
      { to: "/channels", name: t("Channels") },
      { to: "/domains", name: t("Domains") },
      { to: "/health", name: t("Health") },
      { to: "/delivery-rules", name: t("Rules") },
    ],
  },
  {
    name: t("Results"),
    icon: "results",
    phone: true,
    pages: [
      { to: "/results", name: t("Journeys") },
      { to: "/programmes", name: t("Programmes") },
      { to: "/experiments", name: t("Experiments") },
      { to: "/customers", name: t("Customers") },
      { to: "/figures", name: t("Metrics") },
      { to: "/shared-metrics", name: t("Shared metrics") },
      { to: "/models", name: t("Models") },
      { to: "/overlap", name: t("Overlap") },
      { to: "/backlog", name: t("Backlog") },
      { to: "/reviews", name: t("Review") },
    ],
  },
  {
    name: t("Data"),
    icon: "signal",
    phone: false,
    pages: [
      { to: "/catalog", name: t("Tracking plan") },
      { to: "/sources", name: t("Sources") },
      { to: "/destinations", name: t("Destinations") },
    ],
  },
];

export const SETTINGS: Section = {
  name: t("Settings"),
  icon: "settings",
  phone: false,
  pages: [
    { to: "/settings", name: t("Rules and keys") },
    { to: "/team", name: t("Team") },
  ],
};

/** Whether an address lies in a section: on one of its pages, or on a page below it. */
export const isWithin = (section: Section, path: string): boolean =>
  section.pages.some((page) => path === page.to || path.startsWith(`${page.to}/`));

/** The section whose page an address is, where that section has more than one. */
export const tabsAt = (path: string): Section | undefined =>
  [...SECTIONS, SETTINGS].find(
    (section) => section.pages.length > 1 && section.pages.some((page) => page.to === path),
  );
