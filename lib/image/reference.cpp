#include "image/reference.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "image/grammar.hpp"

#include <fmt/core.h>

#include <iterator>
#include <optional>

namespace kscan::image {
namespace {

constexpr std::string_view hub = "docker.io";
constexpr std::string_view bad_format = "invalid reference format";

struct Split {
  std::string_view domain;
  std::string remainder;
};

bool looks_like_domain(std::string_view first) {
  return first == "localhost" || first.find_first_of(".:") != std::string_view::npos
         || has_upper_case(first);
}

/// normalize.go: splitDockerDomain.
Split split_domain(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {hub, "library/" + std::string(text)};
  const std::string_view first = text.substr(0, slash);
  Split split{hub, std::string(text)};
  if (looks_like_domain(first)) {
    split = {first == "index.docker.io" ? hub : first, std::string(text.substr(slash + 1))};
  }
  if (split.domain == hub && split.remainder.find('/') == std::string::npos) {
    split.remainder.insert(0, "library/");
  }
  return split;
}

/// Cuts what follows `at` off `text`, without the character at `at`.
std::string_view cut(std::string_view& text, std::size_t at) {
  if (at == std::string_view::npos) return {};
  const std::string_view tail = text.substr(at + 1);
  text = text.substr(0, at);
  return tail;
}

/// The domain, if the regular expression finds one: a host with an underscore is part of the path.
std::optional<Reference> match_name(std::string_view name) {
  const std::size_t slash = name.find('/');
  const std::string_view first = name.substr(0, slash);
  const std::string_view rest = name.substr(slash + 1);
  Reference reference;
  if (is_domain(first) && is_path(rest)) {
    reference.registry = first;
    reference.repository = rest;
    return reference;
  }
  if (!is_path(name)) return std::nullopt;
  reference.repository = name;
  return reference;
}

/// regexp.go: ReferenceRegexp, for a text that holds a '/'.
std::optional<Reference> match(std::string_view text) {
  const std::size_t at = text.find('@');
  const std::string_view digest = cut(text, at);
  if (at != std::string_view::npos && !is_digest(digest)) return std::nullopt;
  const std::size_t colon = text.find(':', text.rfind('/'));
  const std::string_view tag = cut(text, colon);
  if (colon != std::string_view::npos && !is_tag(tag)) return std::nullopt;
  std::optional<Reference> reference = match_name(text);
  if (reference) {
    reference->tag = tag;
    reference->digest = digest;
  }
  return reference;
}

/// reference.go: Parse; and image_manager.go: applyDefaultImageTag.
Result<Reference> parse_qualified(std::string_view text) {
  std::optional<Reference> reference = match(text);
  if (!reference && match(to_lower_ascii(text))) {
    return fail(Errc::invalid, "repository name must be lowercase");
  }
  if (!reference) return fail(Errc::invalid, std::string(bad_format));
  if (reference->repository.size() > 255) {
    return fail(Errc::invalid, "repository name must not be more than 255 characters");
  }
  if (reference->digest.empty()) {
    if (reference->tag.empty()) reference->tag = "latest";
    return std::move(*reference);
  }
  const std::string_view problem = digest_problem(reference->digest);
  if (!problem.empty()) return fail(Errc::invalid, std::string(problem));
  return std::move(*reference);
}

/// normalize.go: ParseNormalizedNamed.
Result<Reference> parse_normalized(std::string_view text) {
  if (is_identifier(text)) {
    return fail(Errc::invalid,
                fmt::format("invalid repository name ({}), cannot specify 64-byte hexadecimal "
                            "strings",
                            text));
  }
  const Split split = split_domain(text);
  const std::string_view remote =
      std::string_view(split.remainder).substr(0, split.remainder.find(':'));
  if (has_upper_case(remote)) {
    return fail(Errc::invalid,
                fmt::format("{}: repository name ({}) must be lowercase", bad_format, remote));
  }
  return parse_qualified(std::string(split.domain) + '/' + split.remainder);
}

void append_quoted(std::string& out, std::string_view text, const CodePoint& point) {
  constexpr std::string_view letters = "abtnvfr";  // the escapes of 0x07 to 0x0d
  if (!point.valid || point.value == 0x7f || point.value < 0x07
      || (point.value > 0x0d && point.value < 0x20)) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text.front()));
  } else if (point.value < 0x20) {
    out += '\\';
    out += letters[point.value - 0x07];
  } else {
    if (point.value == '"' || point.value == '\\') out += '\\';
    out += text.substr(0, point.size);
  }
}

/// Go's %q, but for characters that Go knows to be unprintable beyond ASCII.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    append_quoted(out, text, point);
    text.remove_prefix(point.size);
  }
  return out + '"';
}

}  // namespace

std::string Reference::name() const {
  return registry.empty() ? repository : registry + '/' + repository;
}

std::string Reference::pinned() const {
  return digest.empty() ? name() + ':' + tag : name() + '@' + digest;
}

Result<Reference> parse(std::string_view text) {
  return parse_normalized(text).map_error([text](Error&& error) {
    return std::move(error).because("couldn't parse image name " + quoted(text));
  });
}

}  // namespace kscan::image
