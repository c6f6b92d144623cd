/** How Mantine is worn here: our colour, our density, nothing that writes style elements into the page. */
import {
  createTheme,
  localStorageColorSchemeManager,
  Input,
  Modal,
  NumberInput,
  Textarea,
  TextInput,
  Drawer,
  Menu,
  Select,
  Autocomplete,
  MultiSelect,
  TagsInput,
  Tooltip,
  Popover,
  Switch,
  type MantineColorsTuple,
} from "@mantine/core";
import { t } from "@/language/t";

const pine: MantineColorsTuple = [
  "#e0efe9",
  "#c4e2d8",
  "#a9d2c5",
  "#7dbfac",
  "#52cfad",
  "#2a9a80",
  "#0b6b58",
  "#075443",
  "#064437",
  "#04332a",
];
/** Dense by default; the pages at the door ask for more. */
const small = {
  size: "xs",
  inputWrapperOrder: ["label", "input", "description", "error"],
} as const satisfies {
  size: string;
  inputWrapperOrder: ("label" | "input" | "description" | "error")[];
};
const drop = { comboboxProps: { shadow: "md", transitionProps: { duration: 90 } } };

export const theme = createTheme({
  primaryColor: "pine",
  colors: { pine },
  defaultRadius: "md",
  autoContrast: false,
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // lockScroll writes a style element, which the Content-Security-Policy forbids
    Modal: Modal.extend({
      defaultProps: {
        closeButtonProps: { "aria-label": t("Close") },
        lockScroll: false,
        centered: true,
        overlayProps: { backgroundOpacity: 0.35 },
        transitionProps: { duration: 120 },
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: {
        closeButtonProps: { "aria-label": t("Close") },
        lockScroll: false,
        overlayProps: { backgroundOpacity: 0.25 },
        transitionProps: { duration: 140 },
      },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", transitionProps: { duration: 90 } } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 350, transitionProps: { duration: 80 } },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: "md", transitionProps: { duration: 90 } } }),
    TextInput: TextInput.extend({ defaultProps: small }),
    Textarea: Textarea.extend({ defaultProps: small }),
    NumberInput: NumberInput.extend({ defaultProps: small }),
    InputWrapper: Input.Wrapper.extend({ defaultProps: { size: "xs" } }),
    Switch: Switch.extend({ defaultProps: { size: "xs" } }),
    Select: Select.extend({
      defaultProps: {
        ...small,
        ...drop,
        checkIconPosition: "right",
        allowDeselect: false,
        selectFirstOptionOnChange: true,
        // a list that opens by itself covers what the next Tab or click is meant for
        openOnFocus: false,
      },
    }),
    Autocomplete: Autocomplete.extend({ defaultProps: { ...small, ...drop } }),
    MultiSelect: MultiSelect.extend({ defaultProps: { ...small, ...drop } }),
    TagsInput: TagsInput.extend({ defaultProps: { ...small, ...drop } }),
  },
});

export const schemeManager = localStorageColorSchemeManager({ key: "loopline-scheme" });
