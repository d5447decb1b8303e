package import SweepModel

/// Explicit points from files, checked, as the daemon takes them: JSON objects in the order of the parameters, one a line.
package struct PointCollection: Sendable {
    /// The points, each line with its end.
    package private(set) var lines: [UInt8] = []
    package private(set) var count: Int64 = 0
    /// The first one; nil where there is none.
    package private(set) var first: Point?

    /// All of them, read back.
    package var points: [Point] {
        lines.split(separator: UInt8(ascii: "\n")).compactMap { line in
            (try? JSONParser.parse(line))?.objectValue.map(Point.init)
        }
    }

    private let space: PointSpace
    private let parameterOfVariable: [String: Int]

    /// - Parameter specification: whose points they are to be.
    package init(_ specification: Specification) {
        space = PointSpace(specification)
        let variables = specification.parameters.enumerated().map { (ParameterVariables.name(of: $1.name), $0) }
        parameterOfVariable = Dictionary(grouping: variables) { $0.0 }.compactMapValues {
            $0.count == 1 ? $0[0].1 : nil
        }
    }

    /// Adds the points of a file, those with faults left out.
    ///
    /// - Returns: what is wrong with it, in the order of the file.
    package mutating func add(_ bytes: [UInt8], _ kind: PointFile.Kind) -> [Diagnostic] {
        let log = FaultLog()
        if kind == .yaml {
            addYAML(bytes, log)
        } else if let offset = Self.firstInvalid(bytes) {
            log.error(.nowhere, "cannot read the file: not UTF-8 text at byte \(offset)", hint: "save it as UTF-8 text")
        } else {
            bytes.withUnsafeBufferPointer { buffer in
                let isJSON = kind == .json || kind == .jsonLines
                let places = PlaceFinder(buffer, log: log)
                var columns: [Int?] = []
                PointFile.scan(buffer, kind, isGroup: space.isGroup, places) { row, names in
                    for name in names[columns.count...] {
                        columns.append(parameter(name, kind, row, places, columns.count))
                    }
                    add(row, columns, isJSON ? buffer : nil, places)
                }
            }
        }
        if count > PointFile.countMax {
            log.error(.nowhere, "expected at most \(PointFile.countMax) points, got: \(count)")
        }
        return log.sorted
    }

    /// Where a file stops being text; nil where it is.
    static func firstInvalid(_ bytes: [UInt8]) -> Int? {
        if let offset = bytes.firstIndex(of: 0) { return offset }
        let isText = bytes.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) != nil }
        return isText ? nil : TextReader.firstInvalid(bytes)
    }

    private mutating func addYAML(_ bytes: [UInt8], _ log: FaultLog) {
        guard let element = TextReader.read(bytes, log: log) else { return }
        for point in InlinePoints(space: space, key: "the points", log: log).read(element) {
            first = first ?? point
            count += 1
            JSONValue.object(point.values).append(to: &lines)
            lines.append(UInt8(ascii: "\n"))
        }
    }

    /// - Parameter json: the bytes in which a member's place is still to be looked for.
    private mutating func add(
        _ row: PointRow, _ columns: [Int?], _ json: UnsafeBufferPointer<UInt8>?, _ places: PlaceFinder
    ) {
        var values = [JSONValue?](repeating: nil, count: space.definitions.count)
        for cell in row.cells {
            guard let parameter = columns[cell.column] else { return }
            if values[parameter] != nil {
                places.error(cell.offset, "the point gives \(quoted(space.definitions[parameter].name)) twice")
            }
            values[parameter] = cell.value
        }
        let failures = space.complete(&values)
        for failure in failures {
            let offset = failure.parameter.flatMap { parameter in
                json.map { ObjectRows.offset(of: space.definitions[parameter].name, in: $0, object: row.offset) }
                    ?? row.cells.first { columns[$0.column] == parameter }?.offset
            }
            places.error(offset ?? row.offset, failure.message, hint: failure.hint)
        }
        guard failures.isEmpty else { return }
        first = first ?? space.point(values)
        count += 1
        space.append(values, to: &lines)
    }

    /// Which parameter a column is, told once where it is none.
    private func parameter(
        _ name: String, _ kind: PointFile.Kind, _ row: PointRow, _ places: PlaceFinder, _ column: Int
    ) -> Int? {
        if let place = space.places[name] { return place }
        if kind == .environment, let place = parameterOfVariable[name] ?? parameterOfVariable["PARAM_" + name] {
            return place
        }
        let isUnsplit = kind == .csv && name.contains { ";\t|".contains($0) }
        let hint =
            isUnsplit ? "fields are separated by commas" : Suggestion.hint(for: name, among: space.places.keys)
        let offset = row.cells.first { $0.column == column }?.offset ?? row.offset
        places.error(kind == .csv ? 0 : offset, "\(quoted(name)) is no parameter", hint: hint)
        return nil
    }
}
