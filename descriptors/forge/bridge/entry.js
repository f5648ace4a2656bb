// The one foreign module of the app's pages; docs/forge-door.md says what of it they use.
export { events, invokeRemote, Modal, router, showFlag, view } from "@forge/bridge";
