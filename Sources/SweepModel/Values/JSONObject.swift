/// The members of a JSON object in the order in which they were written.
package struct JSONObject: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var members: [Member]

    package init() { members = [] }

    /// An empty one with room for so many members.
    package init(capacity: Int) {
        members = []
        members.reserveCapacity(capacity)
    }

    package init(_ pairs: [(String, JSONValue)]) {
        members = pairs.map { Member(name: $0.0, value: $0.1) }
    }

    package var names: [String] { members.map(\.name) }
    package var isEmpty: Bool { members.isEmpty }

    /// Adds a member without looking for one of the same name; for parsers and writers of large objects.
    package mutating func append(_ name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
    }

    /// Puts a member before the one at `place`, without looking for one of the same name.
    package mutating func insert(_ name: String, _ value: JSONValue, at place: Int) {
        members.insert(Member(name: name, value: value), at: place)
    }

    /// The last member of that name; setting replaces it in place, or adds it at the end; nil removes it.
    package subscript(name: String) -> JSONValue? {
        get { members.last { $0.name == name }?.value }
        set {
            let index = members.lastIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): append(name, value)
            case (nil, nil): break
            }
        }
    }

    /// The same members ordered by name (by Unicode scalars, as Python orders strings).
    package var sorted: JSONObject {
        var copy = self
        copy.members.sort { $0.name.comesBefore($1.name) }
        return copy
    }

    /// Whether the members stand in the order of their names already.
    var isSorted: Bool { zip(members, members.dropFirst()).allSatisfy { !$1.name.comesBefore($0.name) } }
}

extension String {
    /// Order by Unicode scalars, which is that of the bytes of UTF-8.
    package func comesBefore(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
