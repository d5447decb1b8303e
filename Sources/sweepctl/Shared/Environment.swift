internal import Glibc

/// The process's environment as it was at the start.
enum Environment {
    /// Every variable whose name and value are UTF-8, in their order.
    static let all: [(name: String, value: String)] = entries.compactMap { entry in
        String(validating: entry, as: UTF8.self).flatMap(split)
    }

    /// Names of the variables that are not UTF-8.
    static let unreadable: [String] = entries.compactMap { entry in
        guard String(validating: entry, as: UTF8.self) == nil else { return nil }
        return split(String(decoding: entry, as: UTF8.self))?.name
    }

    private static let entries = read()

    private static func split(_ text: String) -> (name: String, value: String)? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    /// A variable's value; nil where it is absent or empty.
    static subscript(name: String) -> String? {
        all.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    private static func read() -> [ArraySlice<UInt8>] {
        var bytes: [UInt8] = []
        let descriptor = open("/proc/self/environ", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            bytes.append(contentsOf: piece.prefix(count))
        }
        return bytes.split(separator: 0)
    }
}
