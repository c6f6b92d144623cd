/** Weekly reviews. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put } from "@/api/client";
import type { Review, ReviewList } from "@/api/wire";

export const reviews = () =>
  queryOptions({
    queryKey: ["reviews"],
    queryFn: ({ signal }) => get<ReviewList>("/api/reviews", signal),
  });

export const review = (week: string) =>
  queryOptions({
    queryKey: ["review", week],
    queryFn: ({ signal }) => get<Review>(`/api/reviews/${encodeURIComponent(week)}`, signal),
  });

export const finish = (week: string, note: string) =>
  post<Review>(`/api/reviews/${encodeURIComponent(week)}/finish`, { note });

export const byMail = (email: string, wants: boolean) =>
  put<ReviewList>("/api/reviews/readers", { email, wants });

export const pageOf = (week: string): string =>
  `/api/reviews/${encodeURIComponent(week)}?format=html`;
