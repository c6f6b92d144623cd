/** One journey: loads it, then hands it to the editor. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ReactFlowProvider } from "@xyflow/react";
import { useState, type JSX } from "react";
import { journey } from "@/api/queries";
import { emptyJourney } from "@/canvas/document";
import { Await, Bones } from "@/ui/await/Await";
import { EditorView } from "./EditorView";
import layout from "@/ui/layout/layout.module.css";

export function EditorPage(): JSX.Element {
  const { id } = useParams({ from: "/inside/journeys/$id" });
  const query = useQuery({ ...journey(id), refetchOnWindowFocus: false });
  const { data, error, refetch } = query;
  const [fresh, setFresh] = useState(0);
  const reload = async () => {
    await refetch();
    setFresh((now) => now + 1);
  };
  // somebody else may have discarded it: what is drawn in this window stays
  if (error && !data)
    return (
      <div className={layout.page}>
        <Await query={query}>{() => null}</Await>
      </div>
    );
  if (!data) return <Bones />;
  const first = data.draft?.document ?? data.live?.document ?? emptyJourney(id, id);
  return (
    <ReactFlowProvider key={`${id} ${fresh}`}>
      <EditorView detail={data} first={first} onReload={reload} />
    </ReactFlowProvider>
  );
}
