/// What makes two values of a parameter the same: the bytes of ``Point/key``, so that `1` and `1.0` are one value, and two
/// spellings of a letter in Unicode are two. Swift's own comparison of texts takes these for the same.
package struct ValueIdentity: Hashable, Sendable {
    private let bytes: [UInt8]

    package init(_ value: JSONValue) {
        var bytes: [UInt8] = []
        value.appendCanonical(to: &bytes)
        self.bytes = bytes
    }
}

extension JSONValue {
    /// Whether both make the same point; as their identities, without these where possible.
    package func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        case (.int, .double), (.double, .int), (.double, .double), (.array, .array), (.object, .object):
            ValueIdentity(self) == ValueIdentity(other)
        default: false
        }
    }

    /// Whether it holds no NaN or infinity, which have no form in JSON.
    package var isFinite: Bool {
        switch self {
        case .double(let number): number.isFinite
        case .array(let items): items.allSatisfy { $0.isFinite }
        case .object(let object): object.members.allSatisfy { $0.value.isFinite }
        case .null, .bool, .int, .string: true
        }
    }
}
