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
    /// The reading end of a pipe whose other end the process holds without which this daemon is not wanted.
    package var parentDescriptor: Int32?

    package init() {}
}
