#pragma once
#include "base/error.hpp"
#include "image/reference.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::plan {

/// Images whose name is `from` or begins with `from`/ are pulled from `to` instead. Both are
/// registries or repositories below one ("docker.io/library"), in normal form.
struct Mirror {
  std::string from;
  std::string to;
  friend bool operator==(const Mirror&, const Mirror&) = default;
};

/// The arguments "A=B" of --registry-mirror. Errc::usage for one that is no pair of names, and for
/// an A that is given twice.
[[nodiscard]] Result<std::vector<Mirror>> parse_mirrors(std::span<const std::string> arguments);

/// What is pulled instead of the image: the same tag and digest, by the longest `from` that covers
/// it; nothing without one. Errc::invalid when the mirror's name for it is none.
[[nodiscard]] Result<std::optional<image::Reference>> mirrored(const image::Reference& image,
                                                               std::span<const Mirror> mirrors);

}  // namespace kscan::plan
