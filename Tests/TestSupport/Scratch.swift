internal import FoundationEssentials
internal import Glibc

/// A private folder in /tmp with what a test writes and reads; removed when it is let go.
package final class Scratch: Sendable {
    package let path: String

    package init() throws {
        // Short: a socket's path has at most 107 bytes.
        var name = Array("/tmp/sweep-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw Failure.last("mkdtemp") }
        path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { remove("") }

    /// The absolute path of an entry.
    package func callAsFunction(_ name: String) -> String { name.isEmpty ? path : path + "/" + name }

    /// Writes a file, and the folders that lead to it.
    @discardableResult
    package func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws -> String {
        try write(name, bytes: Array(text.utf8), mode: mode)
    }

    @discardableResult
    package func write(_ name: String, bytes: [UInt8], mode: UInt32 = 0o644) throws -> String {
        let file = self(name)
        if let slash = file.lastIndex(of: "/") { try makeFolder(at: String(file[..<slash])) }
        try Data(bytes).write(to: URL(filePath: file))
        chmod(file, mode)
        return file
    }

    /// Makes a folder.
    @discardableResult
    package func folder(_ name: String) throws -> String {
        try makeFolder(at: self(name))
        return self(name)
    }

    /// The text of a file; empty where there is none.
    package func text(_ name: String) -> String { Self.text(of: self(name)) }
    package func lines(_ name: String) -> [String] { text(name).split(separator: "\n").map(String.init) }

    package static func text(of path: String) -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    /// Removes an entry with all that is in it, whatever its mode.
    package func remove(_ name: String) {
        chmod(path, 0o700)
        try? FileManager.default.removeItem(atPath: self(name))
    }

    private func makeFolder(at path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
}

/// A call of the system that failed.
package struct Failure: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
    package static func last(_ call: String) -> Failure { Failure("\(call): \(String(cString: strerror(errno)))") }
}
