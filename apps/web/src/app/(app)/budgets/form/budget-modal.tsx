"use client";

import { DialogWindow } from "@/components/forms/dialog-window";
import type { Budget } from "@pipeline/react";
import { BudgetForm } from "./budget-form";

type BudgetModalProps = {
  /** The one to change; absent: a new one. */
  budget?: Budget;
  opened: boolean;
  onClose: () => void;
  onDone?: (budget: Budget) => void;
};

/** The form of a budget above the page. */
export function BudgetModal({ budget, opened, onClose, onDone }: BudgetModalProps) {
  return (
    <DialogWindow
      opened={opened}
      onClose={onClose}
      title={budget ? `Edit ${budget.name}` : "New budget"}
      size="lg"
      // A slip beside the window must not lose what was typed.
      closeOnClickOutside={false}
    >
      <BudgetForm
        budget={budget}
        onCancel={onClose}
        onDone={(kept) => {
          onClose();
          onDone?.(kept);
        }}
      />
    </DialogWindow>
  );
}
