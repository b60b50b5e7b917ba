/** The screen that a component belongs to. */
import { useComputed } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Part, Screen } from "./screen";

const Context = createContext<Screen | null>(null);

export const ScreenProvider = Context.Provider;

export function useScreen(): Screen {
  const screen = useContext(Context);
  if (screen === null) throw new Error("a component of the screen was rendered outside a view");
  return screen;
}

/** The part of one criterion's row that is open; what opens elsewhere renders nothing here. */
export function usePart(criterion: string): Part | null {
  const screen = useScreen();
  return useComputed(() => (screen.open.value?.criterion === criterion ? screen.open.value.part : null)).value;
}
