/** Who is here. */
import { remove } from "@/api/client";

export const signOut = () => remove("/api/session");
