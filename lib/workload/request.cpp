#include "workload/request.hpp"

#include "workload/resource_type.hpp"
#include "workload/words.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace kscan::workload {
namespace {

constexpr std::string_view by_name_everywhere =
    "a resource cannot be retrieved by name across all namespaces";
constexpr std::string_view missing_resource =
    "You must provide one or more resources by argument or filename.\n"
    "Example resource specifications include:\n"
    "   '-f rsrc.yaml'\n"
    "   '--filename=rsrc.json'\n"
    "   '<resource> <name>'\n"
    "   '<resource>'";

tl::unexpected<Error> usage(std::string_view text) {
  return fail(Errc::usage, std::string(text));
}

bool is_kind(std::string_view type, std::string_view kind) {
  const ResourceType* known = builtin_type(type);
  return known != nullptr && known->kind == kind;
}

/// Namespaces and nodes are places: their pods are asked for, not they themselves.
bool is_place(std::string_view type) {
  return is_kind(type, "Namespace") || is_kind(type, "Node");
}

Result<> check_files(const SplitWords& words) {
  if (!words.names.empty()) return usage("name cannot be provided when a path is specified");
  if (!words.types.empty())
    return usage("when paths, URLs, or stdin is provided as input, you may not specify resource "
                 "arguments as well");
  if (!words.tuples.empty())
    return usage("resource/name arguments cannot be provided when a path is specified");
  return {};
}

/// `TYPE NAME...` as a list of TYPE/NAME.
std::vector<NamedObject> named_objects(SplitWords& words) {
  std::vector<NamedObject> objects = std::move(words.tuples);
  for (std::string& name : words.names)
    objects.push_back({.type = words.types.front(), .name = std::move(name)});
  return objects;
}

// `node/a no/a`: two words for one place.
std::vector<std::string> names_of(const std::vector<NamedObject>& objects) {
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  for (const NamedObject& object : objects)
    if (seen.insert(object.name).second) names.push_back(object.name);
  return names;
}

Result<> check_objects(std::span<const NamedObject> objects,
                       const SplitWords& words,
                       const RequestFlags& flags) {
  if (flags.selector)
    return usage(words.types.empty()
                     ? "selectors and the all flag cannot be used when passing resource/name "
                       "arguments"
                     : "name cannot be provided when a selector is specified");
  if (flags.all_namespaces) return usage(by_name_everywhere);
  for (const NamedObject& object : objects)
    if (object.type == "all")
      return usage(words.types.empty() ? "the server doesn't have a resource type \"all\""
                                       : "you must specify only one resource");
  return {};
}

Result<Request> named_request(SplitWords& words, const RequestFlags& flags) {
  std::vector<NamedObject> objects = named_objects(words);
  const auto all_are = [&](std::string_view kind) {
    return std::ranges::all_of(objects, [&](const auto& o) { return is_kind(o.type, kind); });
  };
  if (all_are("Node")) return Nodes{names_of(objects)};
  if (all_are("Namespace")) {
    if (flags.all_namespaces) return usage(by_name_everywhere);
    return Namespaces{names_of(objects)};
  }
  if (std::ranges::any_of(objects, is_place, &NamedObject::type))
    return usage("you may not specify individual resources and bulk resources in the same call");
  if (Result<> fits = check_objects(objects, words, flags); !fits) return fail(fits.error());
  return Objects{std::move(objects)};
}

Result<Request> bulk_request(SplitWords& words, const RequestFlags& flags) {
  if (words.types.empty())
    return usage(flags.selector ? "at least one resource must be specified to use a selector"
                                : missing_resource);
  const bool one = words.types.size() == 1;
  if (one && is_kind(words.types.front(), "Namespace")) return Namespaces{};
  if (one && is_kind(words.types.front(), "Node"))
    return usage("resource(s) were provided, but no name was specified");
  if (std::ranges::any_of(words.types, is_place))
    return usage("you may not specify individual resources and bulk resources in the same call");
  return Types{std::move(words.types)};
}

Result<Request> image_request(std::span<const std::string> references, const RequestFlags& flags) {
  if (flags.files)
    return usage("when paths, URLs, or stdin is provided as input, you may not specify resource "
                 "arguments as well");
  if (references.empty()) return usage("resource(s) were provided, but no name was specified");
  if (flags.selector) return usage("name cannot be provided when a selector is specified");
  if (flags.all_namespaces) return usage(by_name_everywhere);
  return Images{{references.begin(), references.end()}};
}

}  // namespace

Result<Request> parse_request(std::span<const std::string> words, const RequestFlags& flags) {
  if (!words.empty() && words[0] == "image") return image_request(words.subspan(1), flags);
  Result<SplitWords> split = split_words(words);
  if (!split) return fail(std::move(split).error());
  if (flags.files) {
    if (Result<> alone = check_files(*split); !alone) return fail(alone.error());
    return Files{};
  }
  const bool named = !split->tuples.empty() || !split->names.empty();
  return named ? named_request(*split, flags) : bulk_request(*split, flags);
}

std::vector<PodImages>
requested_images(const Images& images, std::string_view ns, std::string_view account) {
  std::vector<PodImages> result;
  const std::string user(account.empty() ? "default" : account);
  for (const std::string& reference : images.references) {
    ContainerImage image;
    image.image = reference;
    PodImages request{.pod = {.ns = std::string(ns), .name = {}},
                      .pull_secrets = {},
                      .containers = {std::move(image)},
                      .owner = {.kind = "Image", .name = reference, .uid = {}},
                      .service_account = user,
                      .unmerged_account = user};
    if (std::ranges::find(result, request) == result.end()) result.push_back(std::move(request));
  }
  return result;
}

}  // namespace kscan::workload
