/** The inbox's simulator, for those who want to watch it: the real engine in a browser, on a clock and on a network that is not. */
export { modelServer } from "./inbox/testing/model-server";
export { simulate, type Moment, type TabPicture } from "./inbox/testing/simulate";
