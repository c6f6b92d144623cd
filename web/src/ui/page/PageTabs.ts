/** What stands under the title of every page: the frame says what, a page's head says where. */
import { createContext, type ReactNode } from "react";

export const PageTabs = createContext<ReactNode>(null);
