using HtmlAgilityPack;

namespace ContentWatch.Extract;

/// <summary>One post of a page and what of it is its own: nothing of a post that stands within it.</summary>
/// <param name="node">Where it begins.</param>
internal sealed class PostNodes(HtmlNode node)
{
    /// <summary>Where it begins.</summary>
    public HtmlNode Node => node;

    /// <summary>The part that is said to be its text.</summary>
    public HtmlNode? Body { get; private set; }

    /// <summary>Its headline, else its first heading.</summary>
    public HtmlNode? Title => named ?? heading;

    /// <summary>Who published it.</summary>
    public HtmlNode? Author => authorName ?? author;

    /// <summary>When.</summary>
    public HtmlNode? Time => published ?? time;

    private HtmlNode? named;
    private HtmlNode? heading;
    private HtmlNode? author;
    private HtmlNode? authorName;
    private HtmlNode? published;
    private HtmlNode? time;

    /// <summary>The posts of a page, in its order: schema.org microdata, article elements, h-entry. One walk over the tree.</summary>
    /// <param name="root">The page.</param>
    /// <param name="most">How many are taken.</param>
    public static List<PostNodes> Of(HtmlNode root, int most)
    {
        var posts = new List<PostNodes>();
        var stack = new Stack<(HtmlNode Node, PostNodes? Owner)>([(root, null)]);
        while (stack.TryPop(out var step))
        {
            var (node, owner) = step;
            if (posts.Count < most && IsPost(node))
            {
                owner = new PostNodes(node);
                posts.Add(owner);
            }
            else
            {
                owner?.Notice(node);
            }

            for (var child = node.LastChild; child is not null; child = child.PreviousSibling)
            {
                if (child.NodeType == HtmlNodeType.Element)
                {
                    stack.Push((child, owner));
                }
            }
        }

        return posts;
    }

    private static bool IsPost(HtmlNode node) =>
        node.Name == "article" || Classes(node).Contains("h-entry") || IsPostType(node.GetAttributeValue("itemtype", ""));

    private static bool IsPostType(string type)
    {
        var name = type.Trim().TrimEnd('/');
        return name.Contains("schema.org/", StringComparison.OrdinalIgnoreCase)
            && name[(name.LastIndexOf('/') + 1)..] is "DiscussionForumPosting" or "SocialMediaPosting" or "Comment" or "Article" or "NewsArticle" or "BlogPosting";
    }

    private static string[] Classes(HtmlNode node) => node.GetAttributeValue("class", "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private void Notice(HtmlNode own)
    {
        var properties = own.GetAttributeValue("itemprop", "").Split(' ');
        var classes = Classes(own);
        if (properties.Contains("text") || properties.Contains("articleBody") || classes.Contains("e-content"))
        {
            Body ??= own;
        }
        else if (properties.Contains("author") || own.GetAttributeValue("rel", "") == "author" || classes.Contains("p-author"))
        {
            author ??= own;
        }
        else if (properties.Contains("name") && author is not null && IsWithin(own, author))
        {
            authorName ??= own;
        }
        else if (properties.Contains("datePublished") || classes.Contains("dt-published"))
        {
            published ??= own;
        }
        else if (properties.Contains("headline") || properties.Contains("name") || classes.Contains("p-name"))
        {
            named ??= own;
        }
        else if (own.Name == "time" && own.Attributes.Contains("datetime"))
        {
            time ??= own;
        }
        else if (own.Name is "h1" or "h2" or "h3")
        {
            heading ??= own;
        }
    }

    private static bool IsWithin(HtmlNode node, HtmlNode outer)
    {
        var parent = node;
        while (parent is not null && parent != outer)
        {
            parent = parent.ParentNode;
        }

        return parent is not null;
    }
}
