"use client";

import dynamic from "next/dynamic";

/** A dialog above the page; what draws it is loaded after the page. */
export const Dialog = dynamic(() => import("./dialog-window").then((module) => module.DialogWindow), { ssr: false });
