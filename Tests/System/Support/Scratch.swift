internal import FoundationEssentials

/// An empty folder of one test, removed when it is let go.
package final class Scratch: Sendable {
    package let path: String

    package init() throws {
        // Short, since a socket's path has at most 107 bytes.
        path = "/tmp/sweepd-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
