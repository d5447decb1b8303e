internal import CYaml
internal import SweepModel

/// What a YAML text is made of, one event after the other, as libyaml tells them.
///
/// libyaml's own events and not a tree from a library: their places are exact, nothing guesses what a scalar means, and a
/// limit ends the reading before anything has grown.
final class TextEvents {
    struct Scalar {
        var text: String
        /// In full; nil where none is written.
        var tag: String?
        var style: Style
        /// Whether its text stands there on one line, from its place on.
        var isOneLine: Bool
    }

    enum Style { case plain, singleQuoted, doubleQuoted, block }

    enum Event {
        case scalar(Scalar, anchor: String?)
        case sequence(anchor: String?)
        case mapping(anchor: String?)
        case alias(String)
        /// Of a sequence or a mapping.
        case end
        case document
        case endOfText
    }

    /// Why the text is no YAML, and where (line and column from 1) that shows.
    struct Failure: Error {
        var problem: String
        var place: Place
    }

    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let bytes: UnsafeBufferPointer<UInt8>

    /// - Parameter bytes: UTF-8, and there for as long as this.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event that says something.
    func next() throws(Failure) -> (event: Event, place: Place) {
        while true {
            var raw = yaml_event_t()
            guard yaml_parser_parse(parser, &raw) == 1 else { throw failure }
            defer { yaml_event_delete(&raw) }
            if let event = Self.event(raw) { return (event, Place(raw.start_mark)) }
        }
    }

    private static func event(_ raw: yaml_event_t) -> Event? {
        switch raw.type {
        case YAML_SCALAR_EVENT: .scalar(scalar(raw), anchor: text(raw.data.scalar.anchor))
        case YAML_SEQUENCE_START_EVENT: .sequence(anchor: text(raw.data.sequence_start.anchor))
        case YAML_MAPPING_START_EVENT: .mapping(anchor: text(raw.data.mapping_start.anchor))
        case YAML_ALIAS_EVENT: .alias(text(raw.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: .end
        case YAML_DOCUMENT_START_EVENT: .document
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: .endOfText
        default: nil
        }
    }

    private static func scalar(_ event: yaml_event_t) -> Scalar {
        let raw = event.data.scalar
        let text = String(decoding: UnsafeBufferPointer(start: raw.value, count: raw.length), as: UTF8.self)
        let style: Style =
            switch raw.style {
            case YAML_PLAIN_SCALAR_STYLE, YAML_ANY_SCALAR_STYLE: .plain
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            default: .block
            }
        let isBare = raw.anchor == nil && raw.tag == nil
        return Scalar(
            text: text, tag: raw.quoted_implicit == 1 ? textTag : Self.text(raw.tag), style: style,
            isOneLine: isBare && event.start_mark.line == event.end_mark.line)
    }

    /// Of what is in quotes.
    static let textTag = "tag:yaml.org,2002:str"

    private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(decodingCString: $0, as: UTF8.self) }
    }

    private var failure: Failure {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "there is not enough memory for it"
        guard parser.pointee.error == YAML_READER_ERROR else {
            return Failure(problem: problem, place: Place(parser.pointee.problem_mark))
        }
        let offset = Int(clamping: parser.pointee.problem_offset)
        return Failure(problem: problem, place: PlaceFinder(bytes, log: FaultLog()).place(of: offset))
    }
}

extension Place {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }
}
