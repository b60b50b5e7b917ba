/** What each widget of the app is to the app. */
import type { VNode } from "preact";
import type { Rpc } from "../rpc";

/** What a view shows in `root` until `end` is aborted, speaking to the kernel through `rpc`. */
export type Widget = (rpc: Rpc, root: ShadowRoot, end: AbortSignal) => VNode;
