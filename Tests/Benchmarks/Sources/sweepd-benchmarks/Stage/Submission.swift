internal import FoundationEssentials

/// The body of `POST /v1/sweeps`, as sweepctl would send it from a folder that is no git work tree.
struct Submission: Encodable {
    let specification: String
    let overrides: [String] = []
    let hold = false
    let context: Context

    struct Context: Encodable {
        let file: String
        let base_folder: String
        let executable: String
        let environment: [String] = []
        let source: Source
    }

    struct Source: Encodable {
        let mode = "mount"
        let root: String
        let base_path = ""
        let ignored: [String] = []
        let files: [String] = []
    }

    static func body(_ specification: Specification, folder: String) -> String {
        let context = Context(
            file: specification.name + ".yaml", base_folder: folder, executable: specification.command[0],
            source: Source(root: folder))
        let submission = Submission(specification: specification.text, context: context)
        return (try? JSONEncoder().encode(submission)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
