/** The door: the owner is made, people sign in, and change their password. */
import { post, put } from "@/api/client";

export const PASSWORD_CHARACTERS_MIN = 12;

export const signIn = (email: string, password: string) =>
  post("/api/session", { email, password });

/** `token` is the one that the server has printed at its start. */
export const setUp = (name: string, email: string, password: string, token: string) =>
  post("/api/setup", { name, email, password, token });

/** Ends the other sessions of this operator. */
export const changePassword = (email: string, current: string, password: string) =>
  put(`/api/operators/${encodeURIComponent(email)}/password`, { current, password });
