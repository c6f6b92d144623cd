/** What can be done for a person. What one's role does not reach stays visible, and asks for the role. */
import { Button, Menu } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { session } from "@/api/queries";
import { askFor, mayAs } from "@/api/roles";
import type { OperatorRole, Person } from "@/api/wire";
import { Icon, type IconName } from "@/ui/icon/Icon";
import { say, sayFault } from "@/ui/toast/toast";
import { exportAddress, setTest } from "./api";
import { ForgetDialog } from "./ForgetDialog";
import { JourneyDialog } from "./JourneyDialog";
import { MergeDialog } from "./MergeDialog";
import { TraitsDialog } from "./TraitsDialog";
import { t } from "@/language/t";

type Dialog = "send" | "enter" | "leave" | "traits" | "merge" | "forget";

export function ActsMenu({ person }: { person: Person }): JSX.Element {
  const { data: who } = useQuery(session());
  const queries = useQueryClient();
  const [shown, setShown] = useState<Dialog | null>(null);
  const id = person.person;
  const done = async (text: string) => {
    say(text);
    setShown(null);
    await queries.invalidateQueries({ queryKey: ["person", id] });
  };
  const toggle = () =>
    setTest(id, !person.test)
      .then((answer) => done(answer.text))
      .catch(sayFault);
  const item = (
    name: string,
    icon: IconName,
    role: OperatorRole,
    act: () => void,
    danger = false,
  ) => {
    const open = mayAs(who, role);
    const ask = () =>
      askFor(role, name)
        .then(() => say(t("Asked. The owners see it in their notes.")))
        .catch(sayFault);
    return (
      <Menu.Item
        key={name}
        leftSection={<Icon name={open ? icon : "shield"} />}
        {...(danger && open ? { color: "red" } : {})}
        onClick={open ? act : ask}
      >
        {open ? name : t`${name} (needs the role ${role}; ask for it)`}
      </Menu.Item>
    );
  };
  const dialog = { person, onDone: done, onClose: () => setShown(null) };
  return (
    <>
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <Button variant="default" rightSection={<Icon name="down" />}>
            {t("Act")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {item(t("Send a test…"), "play", "editor", () => setShown("send"))}
          {item(t("Put into a journey…"), "plus", "publisher", () => setShown("enter"))}
          {item(t("Take out of a journey…"), "minus", "publisher", () => setShown("leave"))}
          <Menu.Divider />
          {item(t("Edit fields and addresses…"), "text", "publisher", () => setShown("traits"))}
          {item(t("Merge with another id…"), "copy", "publisher", () => setShown("merge"))}
          {item(
            person.test ? t("No test person any more") : t("Mark as a test person"),
            "tag",
            "publisher",
            () => void toggle(),
          )}
          <Menu.Divider />
          {item(t("Export all that is known"), "download", "analyst", () => {
            window.location.assign(exportAddress(id));
          })}
          {item(t("Forget…"), "trash", "operator", () => setShown("forget"), true)}
        </Menu.Dropdown>
      </Menu>
      {shown === "traits" ? <TraitsDialog {...dialog} /> : null}
      {shown === "merge" ? <MergeDialog {...dialog} /> : null}
      {shown === "forget" ? <ForgetDialog {...dialog} /> : null}
      {shown === "send" || shown === "enter" || shown === "leave" ? (
        <JourneyDialog {...dialog} act={shown} />
      ) : null}
    </>
  );
}
