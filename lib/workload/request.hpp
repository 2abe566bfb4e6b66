#pragma once
#include "base/error.hpp"
#include "base/object_key.hpp"
#include "workload/pod.hpp"

#include <compare>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What the words after `kubectl scan` ask for, by kubectl's rules
/// (cli-runtime pkg/resource/builder.go). Types stay as typed: the server knows them.
namespace kscan::workload {

struct NamedObject {
  std::string type;
  std::string name;
  friend auto operator<=>(const NamedObject&, const NamedObject&) = default;
};

/// `TYPE NAME...`, `TYPE/NAME...`, `T1,T2 NAME...`: in the order given, each once.
struct Objects {
  std::vector<NamedObject> objects;
};
/// `TYPE`, `T1,T2`, `all`: every object of these types, or what a selector leaves of them.
struct Types {
  std::vector<std::string> types;  ///< each once; "all" is a category of the server's
};
/// `namespace [NAME...]`: every pod in them. Without a name: in the current one, or in all (-A).
struct Namespaces {
  std::vector<std::string> names;
};
/// `node NAME...`: every pod on them.
struct Nodes {
  std::vector<std::string> names;
};
/// `image REFERENCE...`, as written.
struct Images {
  std::vector<std::string> references;
};
/// -f or -k and no words.
struct Files {};

using Request = std::variant<Objects, Types, Namespaces, Nodes, Images, Files>;

/// Which flags were given beside the words.
struct RequestFlags {
  bool selector = false;        ///< -l or --field-selector
  bool all_namespaces = false;  ///< -A
  bool files = false;           ///< -f or -k
};

/// Errc::usage in kubectl's words. A selector chooses among the objects of `Types`, and among the
/// pods of `Namespaces` and `Nodes`.
[[nodiscard]] Result<Request> parse_request(std::span<const std::string> words,
                                            const RequestFlags& flags);

/// Images that nobody runs, to be pulled as a pod of the account would ("": "default"), each
/// once. Their owner is of kind "Image" and has the reference for a name.
[[nodiscard]] std::vector<PodImages>
requested_images(const Images& images, std::string_view ns, std::string_view account);

}  // namespace kscan::workload
