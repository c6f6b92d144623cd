/** The door: the owner is made, and people sign in. */
import { post } from "@/api/client";

export const signIn = (email: string, password: string) =>
  post("/api/session", { email, password });

export const setUp = (name: string, email: string, password: string) =>
  post("/api/setup", { name, email, password });
