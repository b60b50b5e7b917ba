/** What is used of the model that the notebook hands to a widget: JupyterLab, Notebook, Voilà and marimo have it. */
export interface Model {
  get(name: string): unknown;
  /** Throws (marimo: rejects) when there is no kernel to send to. */
  send(content: unknown): unknown;
  on(name: "msg:custom", listener: (content: unknown) => void): void;
  off(name: "msg:custom", listener: (content: unknown) => void): void;
}
