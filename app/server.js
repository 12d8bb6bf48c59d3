// What a server that renders pages gets: it has no elements, and importing these for the page's sake must not fail there.
export class UsherAddCustomer {}
export class UsherSignUp {}
export class UsherRequest {}
export class UsherMe {}
