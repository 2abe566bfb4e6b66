#include "plan/mirror.hpp"

#include "image/grammar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kscan::plan {

namespace {

constexpr std::string_view hub = "docker.io";
constexpr std::string_view hub_alias = "index.docker.io";

Error bad(std::string_view argument, std::string_view why) {
  return Error(Errc::usage, fmt::format("invalid --registry-mirror \"{}\": {}", argument, why))
      .hint("for example --registry-mirror docker.io=mirror.example.com/hub");
}

/// A registry, or what begins with one; nothing for any other text.
std::optional<std::string> normal_form(std::string_view text) {
  const std::size_t slash = text.find('/');
  std::string_view host = text.substr(0, slash);
  if (!image::is_domain(host)) return std::nullopt;
  if (host == hub_alias) host = hub;
  if (slash == std::string_view::npos) return std::string(host);
  const std::string_view path = text.substr(slash + 1);
  if (!image::is_path(path)) return std::nullopt;
  return fmt::format("{}/{}", host, path);
}

Result<Mirror> parse_mirror(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return fail(bad(argument, "expected REGISTRY=MIRROR"));
  std::optional<std::string> from = normal_form(argument.substr(0, equals));
  std::optional<std::string> to = normal_form(argument.substr(equals + 1));
  if (!from || !to) return fail(bad(argument, "a side is no registry with an optional path"));
  return Mirror{std::move(*from), std::move(*to)};
}

bool covers(std::string_view prefix, std::string_view name) {
  return name.starts_with(prefix) && (name.size() == prefix.size() || name[prefix.size()] == '/');
}

const Mirror* longest(std::span<const Mirror> mirrors, std::string_view name) {
  const Mirror* best = nullptr;
  for (const Mirror& mirror : mirrors)
    if (covers(mirror.from, name) && (best == nullptr || mirror.from.size() > best->from.size()))
      best = &mirror;
  return best;
}

}  // namespace

Result<std::vector<Mirror>> parse_mirrors(std::span<const std::string> arguments) {
  std::vector<Mirror> mirrors;
  for (const std::string& argument : arguments) {
    Result<Mirror> mirror = parse_mirror(argument);
    if (!mirror) return fail(std::move(mirror).error());
    const bool twice = std::ranges::any_of(
        mirrors, [&](const Mirror& other) { return other.from == mirror->from; });
    if (twice) return fail(bad(argument, mirror->from + " has a mirror already"));
    mirrors.push_back(*std::move(mirror));
  }
  return mirrors;
}

Result<std::optional<image::Reference>> mirrored(const image::Reference& image,
                                                 std::span<const Mirror> mirrors) {
  const std::string name = image.name();
  const Mirror* mirror = longest(mirrors, name);
  if (mirror == nullptr) return std::nullopt;
  const std::string pinned = mirror->to + image.pinned().substr(mirror->from.size());
  Result<image::Reference> pulled = image::parse(pinned);
  if (!pulled)
    return fail(std::move(pulled).error().because(
        fmt::format("{} by way of its mirror {}", name, mirror->to)));
  if (pulled->digest.empty()) return *std::move(pulled);
  pulled->tag = image.tag;
  return *std::move(pulled);
}

}  // namespace kscan::plan
