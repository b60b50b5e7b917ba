// In every page before its own scripts: a handle on promises that may never settle, and on notebooks.
(() => {
  const outcomes = [];

  const harness = {
    begin(run, arg) {
      const ticket = outcomes.push("") - 1;
      Promise.resolve()
        .then(() => run(arg))
        .then(
          (value) => (outcomes[ticket] = JSON.stringify({ value: value ?? null })),
          (error) => (outcomes[ticket] = JSON.stringify({ error: String(error?.stack ?? error) })),
        );
      return ticket;
    },

    outcome: (ticket) => outcomes[ticket],

    /** The panel of the notebook at `path`; clones of it come after it. */
    panel(path) {
      const shell = window.jupyterapp?.shell;
      for (const widget of shell?.widgets("main") ?? []) {
        if (widget.sessionContext && widget.content?.model && widget.context?.path === path) return widget;
      }
      return undefined;
    },

    /** How many documents and views of outputs are open. */
    open() {
      const widgets = [...window.jupyterapp.shell.widgets("main")];
      return widgets.filter((widget) => widget.context || widget.content?.hasClass?.("jp-LinkedOutputView")).length;
    },

    async activate(path) {
      const panel = harness.panel(path);
      window.jupyterapp.shell.activateById(panel.id);
      await panel.revealed;
      return panel;
    },

    /** Runs one cell as the toolbar does, through JupyterLab's own command. */
    async runCell({ path, cell }) {
      const panel = await harness.activate(path);
      const notebook = panel.content;
      notebook.mode = "command";
      notebook.deselectAll();
      notebook.activeCellIndex = cell;
      return window.jupyterapp.commands.execute("notebook:run-cell");
    },

    kernel(path) {
      const kernel = harness.panel(path)?.sessionContext.session?.kernel;
      return kernel ? { id: kernel.id, status: kernel.status, connection: kernel.connectionStatus } : null;
    },

    isReady(path) {
      const panel = harness.panel(path);
      const kernel = harness.kernel(path);
      return Boolean(panel?.context.isReady && panel.sessionContext.isReady && kernel?.status === "idle");
    },
  };

  window.harness = harness;
})();
