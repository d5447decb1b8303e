/// The sweep files of the benchmarks.
struct Specification {
    let name: String
    var command = ["/bin/true"]
    /// Each parameter's integers from 0 to below this.
    var dimensions: [Int]
    var metric: String?
    var image: String?

    /// 10^12 points.
    static let large = Specification(name: "large", dimensions: Array(repeating: 10, count: 12))

    var text: String {
        let parameters = dimensions.enumerated().map { index, count in
            "  p\(index): {values: [\((0..<count).map(String.init).joined(separator: ", "))]}"
        }
        let judged = metric.map { ["metric: {name: \($0), goal: minimize}"] } ?? []
        let container = image.map { ["container: {image: \"\($0)\"}"] } ?? []
        let words = command.map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
        return
            (["name: \"\(name)\"", "method: grid", "command: [\(words.joined(separator: ", "))]"] + judged
            + container + ["parameters:"] + parameters).joined(separator: "\n") + "\n"
    }

    /// Writes the file.
    ///
    /// - Returns: its path.
    func write(in folder: String) throws(Failure) -> String {
        let path = "\(folder)/\(name).yaml"
        try Scratch.write(text, to: path)
        return path
    }
}
