internal import SweepModel

/// A file of explicit points, by what it holds.
package enum PointFile {
    package enum Kind: Sendable {
        /// Comma-separated values with a header row (RFC 4180).
        case csv
        /// A list of objects.
        case json
        /// One object a line.
        case jsonLines
        case yaml
        /// Variables, one a line; the file is one point.
        case environment

        /// By the ending of a file's name; nil where it says nothing.
        package init?(path: String) {
            let name = path.split(separator: "/").last ?? ""
            switch name.split(separator: ".", omittingEmptySubsequences: false).last?.lowercased() {
            case "csv": self = .csv
            case "json": self = .json
            case "jsonl", "ndjson": self = .jsonLines
            case "yaml", "yml": self = .yaml
            case "env": self = .environment
            default: return nil
            }
        }
    }

    /// Largest file, in bytes, and most points.
    package static let bytesMax = 512 << 20
    package static let countMax: Int64 = 2_000_000

    /// Goes through the rows of a file that is not YAML.
    ///
    /// - Parameters:
    ///   - isGroup: whether a name is that of a group of parameters, whose members are values of their own.
    ///   - take: gets each row with the names of all columns so far.
    static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, _ kind: Kind, isGroup: @escaping (String) -> Bool, _ places: PlaceFinder,
        _ take: (PointRow, [String]) -> Void
    ) {
        switch kind {
        case .csv:
            var rows = CommaRows(bytes, places)
            while let row = rows.next() { take(row, rows.columns) }
        case .json, .jsonLines:
            var rows = ObjectRows(bytes, isList: kind == .json, isGroup: isGroup, places)
            while let row = rows.next() { take(row, rows.columns.names) }
        case .environment:
            let variables = VariableRow(bytes, places)
            if let row = variables.row { take(row, variables.columns) }
        case .yaml: break
        }
    }
}

/// One row of a file of points, before anybody has asked whether its names are parameters.
struct PointRow {
    struct Cell {
        /// Which of the columns.
        var column: Int
        var value: JSONValue
        /// Where the value stands, in bytes from the start of the file.
        var offset: Int
    }

    var offset: Int
    var cells: [Cell]
}

/// Names of columns in the order in which they appear.
struct ColumnNames {
    private(set) var names: [String] = []
    private var places: [String: Int] = [:]

    mutating func place(of name: String) -> Int {
        if let place = places[name] { return place }
        places[name] = names.count
        names.append(name)
        return names.count - 1
    }
}

/// Lines and columns of offsets, and where faults go; cheap where offsets grow.
final class PlaceFinder {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let log: FaultLog
    private var offset = 0
    private var lineStart = 0
    private var line = 1

    init(_ bytes: UnsafeBufferPointer<UInt8>, log: FaultLog) {
        self.bytes = bytes
        self.log = log
    }

    func error(_ offset: Int, _ message: String, hint: String? = nil) {
        // A place costs a look at its whole line.
        if !log.isFull { log.error(place(of: offset), message, hint: hint) }
    }

    /// Columns count Unicode scalars.
    func place(of target: Int) -> Place {
        if target < lineStart { (offset, lineStart, line) = (0, 0, 1) }
        while offset < min(target, bytes.count) {
            if bytes[offset] == UInt8(ascii: "\n") {
                line += 1
                lineStart = offset + 1
            }
            offset += 1
        }
        let column = bytes[lineStart..<max(lineStart, min(target, bytes.count))].count { $0 & 0xC0 != 0x80 }
        return Place(line: line, column: column + 1)
    }
}
