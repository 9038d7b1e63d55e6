"use client";

import dynamic from "next/dynamic";

/** The form of a budget, with all that checks it: loaded after the page. */
export const BudgetModal = dynamic(() => import("./budget-modal").then((module) => module.BudgetModal), { ssr: false });
