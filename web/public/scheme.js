// Sets the colour scheme before the first paint, from the person's choice or the system's.
(function () {
  var chosen = "auto";
  try {
    chosen = localStorage.getItem("loopline-scheme") || "auto";
  } catch {
    // storage may be forbidden: the system's scheme is used
  }
  var dark =
    chosen === "dark" || (chosen === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
