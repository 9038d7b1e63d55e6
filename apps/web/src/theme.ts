import { createTheme, type CSSVariablesResolver } from "@mantine/core";

/** Four sizes of type, one accent, cool greys; weight 600 is for figures and titles. */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 8 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.875rem", lg: "1.25rem", xl: "1.75rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.45", lg: "1.3", xl: "1.2" },
  fontWeights: { regular: "400", medium: "500", bold: "600" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.3" },
      h2: { fontSize: "0.875rem", lineHeight: "1.45" },
      h3: { fontSize: "0.875rem", lineHeight: "1.45" },
    },
  },
  colors: {
    dark: [
      "#d9dce1",
      "#b9bec6",
      "#9aa1ab",
      "#6d747e",
      "#3d424a",
      "#2d3138",
      "#22262b",
      "#17191d",
      "#121417",
      "#0c0e10",
    ],
  },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    InputWrapper: { styles: { label: { marginBottom: 4 }, description: { marginBottom: 4 } } },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 100 } } },
    Menu: { defaultProps: { transitionProps: { duration: 100 } } },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 150 },
        closeButtonProps: { "aria-label": "Close" },
        // A page has one banner, and it is not this.
        attributes: { header: { role: "none" } },
      },
      styles: { title: { fontWeight: 600 } },
    },
  },
});

/** Quiet text at 4.5:1 and more on every background, and the two surfaces of the frame. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5b6470",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-placeholder": "#6b7480",
    "--app-surface": "#f7f8fa",
    "--app-line": "#e4e7eb",
    "--app-hover": "#eef0f4",
    "--app-accent-text": "#3b5bdb",
    "--app-good": "#2b8a3e",
    "--app-warn-line": "#f2cc60",
    "--app-warn-surface": "#fff8e1",
    "--budget-good": "#2f9e44",
    "--budget-warn": "#e67700",
    "--budget-over": "#e03131",
  },
  dark: {
    "--mantine-color-dimmed": "#9aa1ab",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-placeholder": "#8b929c",
    "--app-surface": "#121417",
    "--app-line": "#2d3138",
    "--app-hover": "#22262b",
    "--app-accent-text": "#91a7ff",
    "--app-good": "#51cf66",
    "--app-warn-line": "#6b5314",
    "--app-warn-surface": "#2a2413",
    "--budget-good": "#40a057",
    "--budget-warn": "#f08c00",
    "--budget-over": "#fa5252",
  },
});
