/** What the gallery's businesses sell, in each language: every product shows one thing that a card can show. */
(() => {
  const TEXTS = {
    tsampa: { en: "Tsampa, roasted barley flour", zh: "江孜糌粑粉", fr: "Tsampa, farine d’orge grillée", bo: "རྒྱལ་རྩེའི་རྩམ་པ།" },
    honey: { en: "Forest honey", zh: "波密野蜂蜜", fr: "Miel de forêt", bo: "སྤོ་མེས་ཀྱི་སྦྲང་རྩི།" },
    garlic: { en: "Black garlic", zh: "白朗黑蒜", fr: "Ail noir", bo: "སྒོག་པ་ནག་པོ།" },
    tea: { en: "Barley tea", zh: "青稞茶", fr: "Thé d’orge", bo: "ནས་ཇ།" },
    incense: { en: "Juniper incense", zh: "尼木藏香", fr: "Encens de genévrier", bo: "ཤུག་པའི་སྤོས།" },
    biscuits: { en: "Highland barley biscuits", zh: "青稞饼干", fr: "Biscuits à l’orge des hauts plateaux", bo: "ནས་ཀྱི་བག་ལེབ།" },
    rug: { en: "Tiger rug", zh: "虎皮纹卡垫", fr: "Tapis au tigre", bo: "སྟག་རིས་ཁ་གདན།" },
    socks: { en: "Yak wool socks", zh: "牦牛绒袜", fr: "Chaussettes en laine de yak", bo: "གཡག་ཁུལ་གྱི་ཨོ་མོ་སུ།" },
    long: {
      en: "Hand-woven saddle carpet with a tiger, two lotus flowers and a border of clouds, made in the old street of Gyangze by six weavers",
      zh: "江孜老街六位织工手工编织的虎纹鞍毯，两朵莲花，四周云纹，羊毛线全部用植物染色，每一张都不一样",
      fr: "Tapis de selle tissé à la main avec un tigre, deux fleurs de lotus et une bordure de nuages, fait dans la vieille rue de Gyangze",
      bo: "རྒྱལ་རྩེའི་སྲང་ལམ་རྙིང་པའི་འཐག་མཁན་དྲུག་གིས་ལག་པས་བཏགས་པའི་སྟག་རིས་དང་པདྨ་གཉིས་སྤྲིན་རིས་ཅན་གྱི་རྟ་གདན།",
    },
    unbroken: { en: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" },
    cooperative: { en: "Nyang Chu Barley Cooperative", zh: "年楚河青稞合作社", fr: "Coopérative d’orge du Nyang Chu", bo: "ཉང་ཆུའི་ནས་ཀྱི་མཉམ་ལས་ཁང་།" },
    beekeepers: { en: "Bomi Beekeepers", zh: "波密养蜂人", fr: "Apiculteurs de Bomi", bo: "སྤོ་མེས་ཀྱི་སྦྲང་མ་གསོ་མཁན།" },
    weavers: { en: "Old Street Weavers of Gyangze", zh: "江孜老街卡垫坊", fr: "Tisserands de la vieille rue de Gyangze", bo: "རྒྱལ་རྩེའི་ཁ་གདན་བཟོ་གྲྭ།" },
    gyangze: { en: "Gyangze", zh: "江孜县", fr: "Gyangze", bo: "རྒྱལ་རྩེ་རྫོང་།" },
    bomi: { en: "Bomi", zh: "波密县", fr: "Bomi", bo: "སྤོ་མེས་རྫོང་།" },
    about: {
      en: "Barley from the fields along the Nyang Chu, roasted in hot sand and ground by a water mill. Stir it into tea with a little butter, or knead it by hand.",
      zh: "年楚河边田里的青稞，热沙里炒开，水磨慢慢磨成粉。兑茶加一点酥油，用手捏成团。",
      fr: "De l’orge des champs du Nyang Chu, grillée dans le sable chaud et moulue au moulin à eau. À mêler au thé avec un peu de beurre, ou à pétrir à la main.",
      bo: "ཉང་ཆུའི་ཞིང་གི་ནས་བྱེ་མ་ཚ་པོའི་ནང་བརྔོས་ནས་ཆུ་འཐག་གིས་བཏགས་པ་ཡིན། ཇ་དང་མར་ཅུང་ཙམ་བསྲེས་ནས་ལག་པས་བརྫིས་ཆོག",
    },
    maker: { en: "Lhamo and nineteen barley families", zh: "拉姆和十九户青稞人家", fr: "Lhamo et dix-neuf familles", bo: "ལྷ་མོ་དང་ནས་འདེབས་མཁན་ཁྱིམ་ཚང་བཅུ་དགུ" },
    grain: { en: "Highland barley", zh: "青稞粮食", fr: "Orge des hauts plateaux", bo: "ནས་རིགས།" },
    sweet: { en: "Honey and forest", zh: "蜂蜜与山货", fr: "Miel et forêt", bo: "སྦྲང་རྩི་དང་ནགས་རྫས།" },
    woven: { en: "Wool and weaving", zh: "羊毛与编织", fr: "Laine et tissage", bo: "བལ་དང་འཐག་ལས།" },
    weight: { en: "Weight", zh: "重量", fr: "Poids", bo: "ལྗིད་ཚད།" },
    colour: { en: "Colour", zh: "颜色", fr: "Couleur", bo: "ཚོས་མདོག" },
    red: { en: "Madder", zh: "茜红", fr: "Garance", bo: "དམར་པོ།" },
    blue: { en: "Lapis", zh: "青金", fr: "Lapis", bo: "སྔོན་པོ།" },
    green: { en: "Juniper", zh: "柏绿", fr: "Genévrier", bo: "ལྗང་ཁུ།" },
    white: { en: "Bone", zh: "骨白", fr: "Os", bo: "དཀར་པོ།" },
    black: { en: "Soot", zh: "烟黑", fr: "Suie", bo: "ནག་པོ།" },
    gold: { en: "Barley gold", zh: "青稞金", fr: "Or d’orge", bo: "སེར་པོ།" },
    grey: { en: "Yak grey", zh: "牦牛灰", fr: "Gris de yak", bo: "སྐྱ་བོ།" },
  };
  const SELLERS = { cooperative: "gyangze", beekeepers: "bomi", weavers: "gyangze" };

  /** Each product by its id: `picture` is a file of the marketplace's; `choices` are options and their values. */
  const GOODS = {
    plain: { title: "tsampa", picture: "tsampa", seller: "cooperative", price: 2800 },
    reduced: { title: "honey", picture: "honey", seller: "beekeepers", price: 6800, list: 8800, unit: { amount: 13600, value: 1, unit: "kg" } },
    rated: { title: "garlic", picture: "black_garlic", seller: "cooperative", price: 3950, rating: { value: 4.7, scale_max: 5, count: 213 } },
    few: { title: "incense", picture: "incense", seller: "weavers", price: 4500, stock: 3 },
    "sold-out": { title: "tea", picture: "barley_tea", seller: "cooperative", price: 1900, stock: 0 },
    unknown: { title: "biscuits", picture: "barley_biscuits", seller: "cooperative", price: 2250, unit: { amount: 9000, value: 1, unit: "kg" } },
    chips: { title: "tsampa", picture: "barley_flour", seller: "cooperative", price: 2800, choices: { weight: ["500 g", "1 kg", "2.5 kg"] } },
    listed: { title: "socks", picture: "socks", seller: "weavers", price: 7800, choices: { colour: ["red", "blue", "green", "white", "black", "gold", "grey"] } },
    impossible: { title: "rug", picture: "tiger_rug", seller: "weavers", price: 128000, choices: { colour: ["red", "blue", "green"], weight: ["1 kg", "4 kg"] }, missing: ["green", "1 kg"], gone: ["red", "4 kg"] },
    long: { title: "long", picture: "kadian", seller: "weavers", price: 1234567, list: 1999900, rating: { value: 5, scale_max: 5, count: 1 } },
    unbroken: { title: "unbroken", picture: "pulu", seller: "weavers", price: 1234567890, unit: { amount: 1234567890, value: 100, unit: "ml" } },
    "no-picture": { title: "tea", seller: "cooperative", price: 1900 },
    "broken-picture": { title: "tea", picture: "nothing-there", seller: "cooperative", price: 1900 },
  };

  /** A business's side of UCP: its goods as answers. `market` is where the pictures are. */
  class Goods {
    constructor(market, language) {
      this.market = market;
      this.language = language in TEXTS.tsampa ? language : "en";
    }

    say(name) {
      return TEXTS[name]?.[this.language] ?? TEXTS[name]?.en ?? name;
    }

    get ids() {
      return Object.keys(GOODS);
    }

    /** The product that an id means, its own or one of its variants'. */
    find(id) {
      const [name] = id.split("/");
      return GOODS[name] && { name, ...GOODS[name] };
    }

    picture(good) {
      return good.picture && `${this.market}/media/${good.picture}.svg`;
    }

    seller(good) {
      return { id: good.seller, name: this.say(good.seller), county: this.say(SELLERS[good.seller]), maker: this.say("maker") };
    }

    /** By what a list can be narrowed down. */
    get facets() {
      return { categories: ["grain", "sweet", "woven"].map((id, place) => ({ id, name: this.say(id), count: 9 - 3 * place })), sellers: [] };
    }

    product(id, chosen) {
      const good = this.find(id);
      const options = Object.entries(good.choices ?? {});
      const pick = options.map(([name, values]) => [name, values.find((value) => chosen?.includes(this.say(value))) ?? values[0]]);
      const image = this.picture(good);
      const bought = (values) => !same(values, good.missing) && !same(values, good.gone);
      const value = (name, label) => {
        const values = pick.map(([option, present]) => (option === name ? label : present));
        return { label: this.say(label), available: bought(values), exists: !same(values, good.missing) };
      };
      const selected = pick.map(([name, label]) => ({ name: this.say(name), label: this.say(label) }));
      const price = { amount: good.price, currency: "CNY" };
      const variant = {
        id: [good.name, ...pick.map(([, label]) => label)].join("/"),
        title: pick.map(([, label]) => this.say(label)).join(" · ") || this.say(good.title),
        description: { plain: "" },
        price,
        ...(good.list && { list_price: { ...price, amount: good.list } }),
        ...(good.unit && { unit_price: { amount: good.unit.amount, currency: "CNY", measure: { value: 1, unit: good.unit.unit }, reference: { value: good.unit.value, unit: good.unit.unit } } }),
        ...(good.name !== "unknown" && { availability: { available: good.stock !== 0, status: good.stock === 0 ? "out_of_stock" : "in_stock" } }),
        ...(good.stock && { "example.tsampa.stock": { available: good.stock } }),
        "example.tsampa.seller": this.seller(good),
        seller: { name: this.say(good.seller), links: ["shipping_policy", "refund_policy"].map((type) => ({ type, url: `https://gallery.example/${type}` })) },
        options: selected,
        inputs: [{ id }],
      };
      return {
        id: good.name,
        title: this.say(good.title),
        description: { plain: this.say("about") },
        price_range: { min: price, max: price },
        variants: [variant],
        media: image ? [image, `${this.market}/media/barley_tea.svg`].map((url) => ({ type: "image", url, alt_text: this.say(good.title) })) : [],
        ...(options.length && { options: options.map(([name, values]) => ({ name: this.say(name), values: values.map((label) => value(name, label)) })), selected }),
        ...(good.rating && { rating: good.rating }),
      };
    }
  }

  const same = (one, other) => other && one.join() === other.join();

  window.galleryGoods = Goods;
})();
