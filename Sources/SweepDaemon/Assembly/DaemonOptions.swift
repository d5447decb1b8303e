/// What the command line of `sweepd` says.
package struct DaemonOptions: Sendable {
    package var configuration: String?
    package var stateFolder: String?
    package var socket: String?
    /// An inherited listening socket, instead of one bound at ``socket``.
    package var listenDescriptor: Int32?
    package var slots: Int?
    package var engine: String?
    package var devices = DeviceSelection.auto
    /// Whether it serves every user who may connect to its socket, and not its own alone.
    package var isShared = false
    /// The reading end of a pipe whose other end the process holds without which this daemon is not wanted.
    package var parentDescriptor: Int32?

    /// Whether it serves all users of the host.
    package var isSystem = false

    package init() {}
}
