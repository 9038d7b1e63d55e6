import { afterAll } from "vitest";
import { endFile } from "./index";

afterAll(endFile);
