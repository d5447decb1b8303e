internal import SweepModel
internal import SweepSpecs

/// Whatever a file of points is (its first byte says which kind): no crash, and every line that comes of it is a point of
/// the space, written as the daemon would write it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let first = input.first, let specification else { return 0 }
    let kind = kinds[Int(first) % kinds.count]
    let file = Array(input.dropFirst())
    var points = PointCollection(specification)
    let diagnostics = points.add(file, kind)
    precondition(diagnostics.allSatisfy { $0.line >= 0 && $0.column >= 0 && !$0.message.isEmpty })
    check(points, PointSpace(specification))
    var declaration = PointDeclaration()
    declaration.add(file, kind)
    return 0
}

private let kinds: [PointFile.Kind] = [.csv, .json, .jsonLines, .yaml, .environment]

private let specification = SpecificationReader.read(
    Array(
        """
        method: random
        program: train.py
        parameters:
          lr: {min: 0.0001, max: 0.1}
          layers: {values: [1, 2, 3]}
          optimizer: {values: [sgd, adam]}
          momentum: {min: 0.0, max: 1.0, when: {optimizer: sgd}}
          data: {parameters: {size: {min: 1, max: 100}, name: {value: iris}}}
        constraints: ['layers * lr < 0.2']
        """.utf8)
).specification

private func check(_ points: PointCollection, _ space: PointSpace) {
    let lines = points.lines.split(separator: UInt8(ascii: "\n"))
    precondition(lines.count == Int(points.count), "more or fewer lines than points")
    for line in lines {
        guard let values = (try? JSONParser.parse(line))?.objectValue, let point = try? space.point(of: values) else {
            preconditionFailure("a line that is no point")
        }
        precondition(point.values == values, "a point that is written as another one")
    }
    precondition((points.first == nil) == lines.isEmpty)
}
