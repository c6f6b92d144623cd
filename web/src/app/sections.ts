/** The sections of the studio and the pages in each: the navigation, the tabs under a page's title. */
import type { IconName } from "@/ui/icon/Icon";

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
  { name: "Home", icon: "home", phone: true, pages: [{ to: "/", name: "Home" }] },
  {
    name: "Journeys",
    icon: "journeys",
    phone: true,
    pages: [
      { to: "/journeys", name: "Journeys" },
      { to: "/broadcasts", name: "Broadcasts" },
      { to: "/calendar", name: "Calendar" },
    ],
  },
  {
    name: "People",
    icon: "people",
    phone: true,
    pages: [
      { to: "/people", name: "People" },
      { to: "/accounts", name: "Accounts" },
      { to: "/segments", name: "Segments" },
      { to: "/lists", name: "Lists" },
      { to: "/imports", name: "Imports" },
      { to: "/suppressions", name: "Suppressed" },
    ],
  },
  {
    name: "Content",
    icon: "book",
    phone: false,
    pages: [
      { to: "/content", name: "Library" },
      { to: "/catalogs", name: "Catalogs" },
      { to: "/offers", name: "Offers" },
      { to: "/files", name: "Files" },
    ],
  },
  {
    name: "Delivery",
    icon: "messages",
    phone: false,
    pages: [
      { to: "/messages", name: "Messages" },
      { to: "/channels", name: "Channels" },
      { to: "/domains", name: "Domains" },
      { to: "/health", name: "Health" },
      { to: "/delivery-rules", name: "Rules" },
    ],
  },
  {
    name: "Results",
    icon: "results",
    phone: true,
    pages: [
      { to: "/results", name: "Journeys" },
      { to: "/programmes", name: "Programmes" },
      { to: "/experiments", name: "Experiments" },
      { to: "/customers", name: "Customers" },
      { to: "/figures", name: "Metrics" },
      { to: "/models", name: "Models" },
      { to: "/overlap", name: "Overlap" },
      { to: "/backlog", name: "Backlog" },
      { to: "/reviews", name: "Review" },
    ],
  },
  {
    name: "Data",
    icon: "signal",
    phone: false,
    pages: [
      { to: "/catalog", name: "Tracking plan" },
      { to: "/sources", name: "Sources" },
    ],
  },
];

export const SETTINGS: Section = {
  name: "Settings",
  icon: "settings",
  phone: false,
  pages: [
    { to: "/settings", name: "Rules and keys" },
    { to: "/team", name: "Team" },
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
